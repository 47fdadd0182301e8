package petstore.runtime;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How a component of a record stands in JSON. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Member {
    /** Its name, where that is not the component's. */
    String value() default "";

    /** Whether only answers carry it: requests leave it out. */
    boolean readOnly() default false;

    /** Whether the decimals that it holds are text in JSON. */
    boolean decimalText() default false;
}
