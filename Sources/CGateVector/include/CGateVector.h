/* Questions about sixteen bytes at once. The answer has a bit for each byte, the first byte's lowest: what vectors of
 * Swift's standard library cannot give. Vector types of Clang, no instructions of a processor: on x86-64 (SSE2) and
 * on arm64 an answer takes six to twelve instructions. Every place has as many readable bytes as its question looks at.
 */
#ifndef GATE_CGATEVECTOR_H
#define GATE_CGATEVECTOR_H

#include <stddef.h>
#include <stdint.h>

typedef int8_t gate_bytes __attribute__((vector_size(16)));
typedef uint8_t gate_unsigned_bytes __attribute__((vector_size(16)));
typedef _Bool gate_bits __attribute__((ext_vector_type(16)));

#define GATE_VECTOR static inline __attribute__((always_inline))
/* One bit for each byte of a comparison's result. */
#define GATE_MASK(comparison) __builtin_bit_cast(uint16_t, __builtin_convertvector((comparison), gate_bits))

GATE_VECTOR gate_bytes gate_load(const uint8_t *place) {
    gate_bytes bytes;
    __builtin_memcpy(&bytes, place, sizeof bytes);
    return bytes;
}

/* Bytes that end a plain run of a JSON string: quotes, backslashes, controls, and what is not ASCII. Signed, the last
 * two and the quote (0x22, whose bit 1 is turned) are all less than 0x21. */
GATE_VECTOR gate_bytes gate_special(gate_bytes bytes) { return ((bytes ^ 2) < 0x21) | (bytes == 0x5c); }

/* Which of 16 bytes end a plain run of a JSON string. */
GATE_VECTOR uint32_t gate_special_bytes(const uint8_t *place) { return GATE_MASK(gate_special(gate_load(place))); }

/* Whether one of 64 bytes ends a plain run of a JSON string. As above with the top bit turned as well, for the least of
 * four bytes at a time: SSE2 has it for unsigned bytes only. */
GATE_VECTOR _Bool gate_has_special_bytes(const uint8_t *place) {
    gate_unsigned_bytes one = (gate_unsigned_bytes)gate_load(place) ^ 0x82;
    gate_unsigned_bytes two = (gate_unsigned_bytes)gate_load(place + 16) ^ 0x82;
    gate_unsigned_bytes three = (gate_unsigned_bytes)gate_load(place + 32) ^ 0x82;
    gate_unsigned_bytes four = (gate_unsigned_bytes)gate_load(place + 48) ^ 0x82;
    gate_unsigned_bytes least =
        __builtin_elementwise_min(__builtin_elementwise_min(one, two), __builtin_elementwise_min(three, four));
    return GATE_MASK((least < 0xa1) | (one == 0xde) | (two == 0xde) | (three == 0xde) | (four == 0xde)) != 0;
}

/* Bytes a writer of JSON has to look at: the special ones, slashes and DEL. */
GATE_VECTOR gate_bytes gate_escaped(gate_bytes bytes) {
    return gate_special(bytes) | (bytes == 0x2f) | (bytes == 0x7f);
}

/* Which of 16 bytes a writer of JSON has to look at. */
GATE_VECTOR uint32_t gate_escaped_bytes(const uint8_t *place) { return GATE_MASK(gate_escaped(gate_load(place))); }

/* The same of eight bytes, the first one lowest. */
GATE_VECTOR uint32_t gate_escaped_bytes_of_word(uint64_t word) {
    gate_bytes bytes = {0};
    __builtin_memcpy(&bytes, &word, sizeof word);
    return GATE_MASK(gate_escaped(bytes)) & 0xff;
}

/* Which of 16 bytes are no decimal digits. */
GATE_VECTOR uint32_t gate_other_than_digits(const uint8_t *place) {
    return GATE_MASK((gate_unsigned_bytes)gate_load(place) - 0x30 > 9);
}

/* Which of 16 bytes are neither letters nor hyphens. */
GATE_VECTOR uint32_t gate_unusual_in_name(const uint8_t *place) {
    gate_bytes bytes = gate_load(place);
    return GATE_MASK(((gate_unsigned_bytes)(bytes | 0x20) - 0x61 > 25) & (bytes != 0x2d));
}

/* Which of 16 bytes are controls, DEL among them. */
GATE_VECTOR uint32_t gate_controls(const uint8_t *place) {
    gate_bytes bytes = gate_load(place);
    return GATE_MASK(((gate_unsigned_bytes)bytes < 0x20) | (bytes == 0x7f));
}

/* Whether two runs of `count` bytes, 16 at least, are the same. Looks at all of them whatever they are: where the runs
 * part shows in no time taken. */
GATE_VECTOR _Bool gate_same_bytes(const uint8_t *one, const uint8_t *two, size_t count) {
    gate_bytes difference = gate_load(one + count - 16) ^ gate_load(two + count - 16);
    for (size_t place = 0; place + 16 < count; place += 16) difference |= gate_load(one + place) ^ gate_load(two + place);
    return GATE_MASK(difference != 0) == 0;
}

/* Sixteen characters as two words, the first character lowest. */
struct gate_characters {
    uint64_t first;
    uint64_t last;
};

/* The lower-case hexadecimal digits of a number. */
GATE_VECTOR struct gate_characters gate_hexadecimal(uint64_t value) {
    gate_unsigned_bytes bytes = {0};
    value = __builtin_bswap64(value);
    __builtin_memcpy(&bytes, &value, sizeof value);
    gate_unsigned_bytes digits = __builtin_shufflevector(
        bytes >> 4, bytes & 15, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    digits = digits + 0x30 + ((gate_unsigned_bytes)(digits > 9) & 0x27);
    return __builtin_bit_cast(struct gate_characters, digits);
}

/* Whether one of 64 bytes is not ASCII. */
GATE_VECTOR _Bool gate_has_high_bytes(const uint8_t *place) {
    gate_bytes all = gate_load(place) | gate_load(place + 16) | gate_load(place + 32) | gate_load(place + 48);
    return GATE_MASK(all < 0) != 0;
}

#endif
