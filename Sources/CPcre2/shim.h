/* PCRE2 with 8-bit code units: patterns and subjects are UTF-8.
 *
 * Match data and limits are kept per thread, so that patterns can be shared by all event loops and matching
 * allocates nothing once a thread has matched its first text. */
#ifndef GATE_CPCRE2_SHIM_H
#define GATE_CPCRE2_SHIM_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>

/* Matches `subject`; 1 match, 0 none, a negative PCRE2 error otherwise. Limits: steps, recursion, heap in KiB. */
static inline int gate_pcre2_match(const pcre2_code *code, const uint8_t *subject, size_t length,
                                   uint32_t match_limit, uint32_t depth_limit, uint32_t heap_limit) {
    static _Thread_local pcre2_match_data *data;
    static _Thread_local pcre2_match_context *context;
    if (!data) data = pcre2_match_data_create(1, 0);
    if (!context) context = pcre2_match_context_create(0);
    if (!data || !context) return PCRE2_ERROR_NOMEMORY;
    pcre2_set_match_limit(context, match_limit);
    pcre2_set_depth_limit(context, depth_limit);
    pcre2_set_heap_limit(context, heap_limit);
    int found = pcre2_match(code, subject, length, 0, 0, data, context);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT)
        found = pcre2_match(code, subject, length, 0, PCRE2_NO_JIT, data, context);
    if (found >= 0) return 1;
    /* A subject that is not UTF-8 (PCRE2_ERROR_UTF8_ERR21 to ERR1) does not match. */
    if (found <= PCRE2_ERROR_UTF8_ERR1 && found >= PCRE2_ERROR_UTF8_ERR21) return 0;
    return found == PCRE2_ERROR_NOMATCH ? 0 : found;
}

/* Searches `subject` from `start` on (`whole`: the match must span all of it); fills up to `pairs` pairs of offsets,
 * -1 for groups that took no part. The result is how many pairs the match has (at least 1), 0 without a match, a
 * negative PCRE2 error otherwise. */
static inline int gate_pcre2_search(const pcre2_code *code, const uint8_t *subject, size_t length, size_t start,
                                    int whole, uint32_t match_limit, uint32_t depth_limit, uint32_t heap_limit,
                                    intptr_t *offsets, int pairs) {
    static _Thread_local pcre2_match_data *data;
    static _Thread_local pcre2_match_context *context;
    if (!data) data = pcre2_match_data_create(32, 0);
    if (!context) context = pcre2_match_context_create(0);
    if (!data || !context) return PCRE2_ERROR_NOMEMORY;
    pcre2_set_match_limit(context, match_limit);
    pcre2_set_depth_limit(context, depth_limit);
    pcre2_set_heap_limit(context, heap_limit);
    uint32_t options = whole ? PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NO_JIT : 0;
    int found = pcre2_match(code, subject, length, start, options, data, context);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT)
        found = pcre2_match(code, subject, length, start, options | PCRE2_NO_JIT, data, context);
    if (found == PCRE2_ERROR_NOMATCH) return 0;
    if (found < 0) return found;
    if (found == 0 || found > 32) found = 32;
    const PCRE2_SIZE *vector = pcre2_get_ovector_pointer(data);
    for (int pair = 0; pair < pairs; pair++) {
        int set = pair < found && vector[2 * pair] != PCRE2_UNSET;
        offsets[2 * pair] = set ? (intptr_t)vector[2 * pair] : -1;
        offsets[2 * pair + 1] = set ? (intptr_t)vector[2 * pair + 1] : -1;
    }
    uint32_t groups = 0;
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
    return (int)groups + 1 > 32 ? 32 : (int)groups + 1;
}

/* Compiles a pattern with Java's line ends; `error` and `offset` say why not. */
static inline pcre2_code *gate_pcre2_compile(const uint8_t *pattern, size_t length, uint32_t options,
                                             int any_newline, int *error, size_t *offset) {
    pcre2_compile_context *context = pcre2_compile_context_create(0);
    if (!context) return 0;
    pcre2_set_newline(context, any_newline ? PCRE2_NEWLINE_ANY : PCRE2_NEWLINE_LF);
    pcre2_set_parens_nest_limit(context, 100);
    PCRE2_SIZE where = 0;
    pcre2_code *code = pcre2_compile(pattern, length, options, error, &where, context);
    *offset = where;
    pcre2_compile_context_free(context);
    return code;
}

/* The number of a named group, negative if the pattern has none such. */
static inline int gate_pcre2_group(const pcre2_code *code, const char *name) {
    return pcre2_substring_number_from_name(code, (PCRE2_SPTR)name);
}

static inline void gate_pcre2_jit(pcre2_code *code) { (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); }

static inline void gate_pcre2_free(pcre2_code *code) { pcre2_code_free(code); }

#endif
