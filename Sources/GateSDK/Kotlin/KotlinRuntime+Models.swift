// `Models.kt`: how types are read and written.

extension KotlinRuntime {
    static let models = #"""
        package PACKAGE.runtime

        import java.math.BigDecimal
        import java.time.DateTimeException
        import java.time.LocalDate
        import java.time.LocalDateTime
        import java.time.OffsetDateTime
        import java.time.ZoneOffset
        import java.time.format.DateTimeFormatter
        import java.util.Base64
        import java.util.UUID

        /** A value of the API. */
        interface Model {
            /** Plain values, as [Json] prints them. */
            fun toJson(): Any?
        }

        /** A member that may be absent, and null where it is present. */
        data class Field<out T> private constructor(val isPresent: Boolean, val value: T?) {
            companion object {
                /** No member. */
                val absent = Field<Nothing>(false, null)

                /** A member with a value, or with null. */
                fun <T> of(value: T?) = Field(true, value)
            }
        }

        /** How plain values become a type; IllegalArgumentException where they cannot. */
        interface Reader<out T> {
            fun read(value: Any?): T
        }

        /** Readers of what needs no type of its own. */
        object Read {
            val any: Reader<Any?> = reader { it }
            val boolean: Reader<Boolean> = reader { it as? Boolean ?: throw wrong(it, "a boolean") }
            val double: Reader<Double> =
                reader { (it as? Number ?: throw wrong(it, "a number")).toDouble() }
            val decimal: Reader<BigDecimal> =
                reader { BigDecimal((it as? Number ?: throw wrong(it, "a number")).toString()) }
            val decimalText: Reader<BigDecimal> =
                reader { checked { BigDecimal(string.read(it)) } }
            val long: Reader<Long> = reader(::whole)
            val int: Reader<Int> = reader { value ->
                val whole = whole(value)
                whole.toInt().takeIf { it.toLong() == whole } ?: throw wrong(value, "32 bits")
            }
            val string: Reader<String> = reader { it as? String ?: throw wrong(it, "a text") }
            val date: Reader<LocalDate> = reader { checked { LocalDate.parse(string.read(it)) } }
            val dateTime: Reader<OffsetDateTime> = reader { checked { time(string.read(it)) } }
            val uuid: Reader<UUID> = reader { UUID.fromString(string.read(it)) }
            val bytes: Reader<ByteArray> =
                reader { Base64.getMimeDecoder().decode(string.read(it)) }

            fun <T> list(element: Reader<T>): Reader<List<T>> = reader { value ->
                (value as? Collection<*> ?: throw wrong(value, "a list")).map(element::read)
            }

            fun <T> map(element: Reader<T>): Reader<Map<String, T>> = reader { value ->
                (value as? Map<*, *> ?: throw wrong(value, "an object"))
                    .map { (name, member) -> name as String to element.read(member) }.toMap()
            }

            fun <T> nullable(inner: Reader<T>): Reader<T?> =
                reader { value -> value?.let { inner.read(it) } }

            private fun whole(value: Any?): Long = when (value) {
                is BigDecimal -> try {
                    value.longValueExact()
                } catch (failure: ArithmeticException) {
                    throw wrong(value, "a whole number")
                }
                is Number -> value.toLong()
                else -> throw wrong(value, "a whole number")
            }

            /** A time of RFC 3339; without a zone it is UTC's. */
            private fun time(text: String): OffsetDateTime {
                val iso = text.replace(' ', 'T')
                val hasZone = Regex("([Zz]|[+-][0-9:]+)$").containsMatchIn(iso.substringAfter('T'))
                return if (hasZone) OffsetDateTime.parse(iso)
                else LocalDateTime.parse(iso).atOffset(ZoneOffset.UTC)
            }

            private fun <T> checked(parse: () -> T): T = try {
                parse()
            } catch (failure: DateTimeException) {
                throw IllegalArgumentException(failure.message, failure)
            } catch (failure: NumberFormatException) {
                throw IllegalArgumentException("a text where a decimal was expected", failure)
            }
        }

        private fun <T> reader(read: (Any?) -> T): Reader<T> = object : Reader<T> {
            override fun read(value: Any?) = read(value)
        }

        private fun wrong(value: Any?, expected: String): IllegalArgumentException {
            val found = if (value == null) "null" else value.javaClass.simpleName
            return IllegalArgumentException("$found where $expected was expected")
        }

        /** The members of an object that is read. */
        internal class Members(private val type: String, value: Any?) {
            private val members = value as? Map<*, *> ?: throw wrong(value, type)

            fun <T> required(name: String, reader: Reader<T>): T {
                require(name in members) { "$type.$name: missing" }
                return read(name, reader)
            }

            fun <T> optional(name: String, reader: Reader<T>): T? =
                if (members[name] == null) null else read(name, reader)

            fun <T> field(name: String, reader: Reader<T>): Field<T> = when {
                name !in members -> Field.absent
                members[name] == null -> Field.of(null)
                else -> Field.of(read(name, reader))
            }

            /** Members of other names. */
            fun <T> rest(reader: Reader<T>, vararg known: String): Map<String, T> =
                Read.map(reader).read(members.filterKeys { it !in known })

            private fun <T> read(name: String, reader: Reader<T>): T = try {
                reader.read(members[name])
            } catch (failure: IllegalArgumentException) {
                throw IllegalArgumentException("$type.$name: ${failure.message}", failure)
            }
        }

        /** Alternatives of a union: by the member that tells, else by how much of the value each knows. */
        internal class Alternatives<T>(private val value: Any?, private val discriminator: String? = null) {
            private val tag = (value as? Map<*, *>)?.get(discriminator)
            private var best: T? = null
            private var score = -1

            fun <A> add(reader: Reader<A>, vararg tags: String, make: (A) -> T): Alternatives<T> {
                val watched = (value as? Map<*, *>)?.let { Watched(it) }
                val made = try {
                    make(reader.read(watched ?: value))
                } catch (failure: IllegalArgumentException) {
                    return this
                }
                val own = if (tag in tags) Int.MAX_VALUE else watched?.seen?.size ?: 0
                if (own > score) {
                    best = made
                    score = own
                }
                return this
            }

            fun or(unknown: (Any?) -> T): T = best ?: unknown(value)

            /** Remembers which members were asked for. */
            private class Watched(private val members: Map<*, *>) : Map<Any?, Any?> by members.toMap() {
                val seen = HashSet<Any?>()

                override fun get(key: Any?): Any? {
                    if (key in members) seen.add(key)
                    return members[key]
                }
            }
        }

        /** Plain members of an object: what is null is absent, a [Field] may be null. */
        internal fun members(vararg members: Pair<String, Any?>): Map<String, Any?> {
            val made = LinkedHashMap<String, Any?>()
            for ((name, value) in members) {
                if (value is Field<*>) {
                    if (value.isPresent) made[name] = plain(value.value)
                } else if (value != null) {
                    made[name] = plain(value)
                }
            }
            return made
        }

        /** Plain members of other names. */
        internal fun rest(members: Any?): Map<String, Any?> =
            (members as Map<*, *>).entries.associate { (name, member) -> name as String to plain(member) }

        /** Decimals as texts, also those of lists and maps. */
        internal fun texts(value: Any?): Any? = when (value) {
            is BigDecimal -> Json.number(value)
            is Collection<*> -> value.map(::texts)
            is Map<*, *> -> value.mapValues { texts(it.value) }
            is Field<*> -> if (value.isPresent) Field.of(texts(value.value)) else value
            else -> value
        }

        /** An alternative of a union with what tells which it is. */
        internal fun tagged(value: Model, name: String, tag: String): Any? {
            val plain = value.toJson()
            return if (plain is Map<*, *> && name !in plain) plain + (name to tag) else plain
        }

        /** What [Json] prints. */
        internal fun plain(value: Any?): Any? = when (value) {
            is Model -> value.toJson()
            is Map<*, *> -> value.entries.associate { (name, member) -> name.toString() to plain(member) }
            is Collection<*> -> value.map(::plain)
            is ByteArray -> Base64.getEncoder().encodeToString(value)
            is OffsetDateTime -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(value)
            null, is Boolean, is Number -> value
            else -> value.toString()
        }

        """#
}
