package petstore.runtime;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which of its types an object of a sealed interface is, by one of its members. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Union {
    /** The member that tells. */
    String value();

    /** What its values mean. */
    Case[] cases();

    /** One value and its type. */
    @interface Case {
        String tag();

        Class<?> type();
    }
}
