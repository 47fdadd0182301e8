/* OpenSSL 3: TLS over memory BIOs, digests, public keys of tokens. What Swift cannot import (macros, callbacks that walk C structures) gets an
 * inline function here. */
#ifndef GATE_COPENSSL_SHIM_H
#define GATE_COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

/* TLS 1.2 and up, partial writes, moving buffers, small idle connections. */
static inline int gate_ssl_harden(SSL_CTX *context) {
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}

/* Both directions of a session over memory; reading an empty one means "more", not the end. */
static inline int gate_ssl_attach(SSL *session, BIO **incoming, BIO **outgoing) {
    BIO *in = BIO_new(BIO_s_mem());
    BIO *out = BIO_new(BIO_s_mem());
    if (!in || !out) {
        BIO_free(in);
        BIO_free(out);
        return 0;
    }
    BIO_set_mem_eof_return(in, -1);
    BIO_set_mem_eof_return(out, -1);
    SSL_set_bio(session, in, out);
    *incoming = in;
    *outgoing = out;
    return 1;
}

static inline int gate_ssl_server_name(SSL *session, const char *name) {
    return (int)SSL_set_tlsext_host_name(session, name);
}

// Takes a certificate, those that follow it as its chain, and a key, all PEM texts.
static inline int gate_ssl_use_pem(SSL_CTX *context, const char *certificate, const char *key) {
    BIO *certificates = BIO_new_mem_buf(certificate, -1);
    BIO *keys = BIO_new_mem_buf(key, -1);
    X509 *own = certificates ? PEM_read_bio_X509(certificates, 0, 0, 0) : 0;
    EVP_PKEY *secret = keys ? PEM_read_bio_PrivateKey(keys, 0, 0, 0) : 0;
    int is_done = own && secret && SSL_CTX_use_certificate(context, own) == 1
        && SSL_CTX_use_PrivateKey(context, secret) == 1;
    while (is_done) {
        X509 *next = PEM_read_bio_X509(certificates, 0, 0, 0);
        if (!next) break;
        if (SSL_CTX_add0_chain_cert(context, next) != 1) {
            X509_free(next);
            is_done = 0;
        }
    }
    // The end of the text is an error of the reader's.
    if (is_done) ERR_clear_error();
    X509_free(own);
    EVP_PKEY_free(secret);
    BIO_free(certificates);
    BIO_free(keys);
    return is_done;
}

static inline size_t gate_bio_pending(BIO *bio) { return BIO_ctrl_pending(bio); }

/* Accepts chains whose root nobody here knows, and nothing else: names, dates and signatures still count.
 * AWS: `insecureSkipVerification`, "x-amazon-apigateway-integration.tlsConfig object". */
static int gate_ssl_forgive_root(int is_ok, X509_STORE_CTX *store) {
    if (is_ok) return 1;
    switch (X509_STORE_CTX_get_error(store)) {
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
        X509_STORE_CTX_set_error(store, X509_V_OK);
        return 1;
    default: return 0;
    }
}

static inline void gate_ssl_verify_peer(SSL *session, int forgives_root) {
    SSL_set_verify(session, SSL_VERIFY_PEER, forgives_root ? gate_ssl_forgive_root : 0);
}

/* ALPN of a server: HTTP/1.1, or RFC 7301's alert for clients that speak something else alone. */
static int gate_ssl_choose_protocol(SSL *session, const unsigned char **chosen, unsigned char *size,
                                    const unsigned char *offered, unsigned int offered_size, void *unused) {
    static const unsigned char own[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    (void)session;
    (void)unused;
    int found = SSL_select_next_proto((unsigned char **)chosen, size, own, sizeof own, offered, offered_size);
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/* Judges a client's chain and lets the handshake go on whatever the verdict, which the session keeps. */
static int gate_ssl_note_verdict(X509_STORE_CTX *store, void *unused) {
    (void)unused;
    if (X509_verify_cert(store) != 1 && X509_STORE_CTX_get_error(store) == X509_V_OK)
        X509_STORE_CTX_set_error(store, X509_V_ERR_UNSPECIFIED);
    ERR_clear_error();
    return 1;
}

/* A server's context: the oldest version, the ciphers of TLS 1.2 and of TLS 1.3 (NULL for OpenSSL's own), tickets that
 * live so long. Each context has keys of its own for tickets: a session of one name is none of another's. */
static inline int gate_ssl_serve(SSL_CTX *context, int version, const char *ciphers, const char *suites, long seconds) {
    SSL_CTX_set_alpn_select_cb(context, gate_ssl_choose_protocol, NULL);
    SSL_CTX_set_timeout(context, seconds);
    SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
    return SSL_CTX_set_min_proto_version(context, version) == 1 &&
           (!ciphers || SSL_CTX_set_cipher_list(context, ciphers) == 1) &&
           (!suites || SSL_CTX_set_ciphersuites(context, suites) == 1) &&
           SSL_CTX_set_session_id_context(context, (const unsigned char *)"gatewright", 10) == 1;
}

/* Asks clients for a certificate, which is judged by a store: chains of so many certificates between the client's and
 * the root, of a strength that OpenSSL calls `level`. Takes the store. */
static inline void gate_ssl_ask_client(SSL_CTX *context, X509_STORE *roots, int depth, int level) {
    SSL_CTX_set_cert_store(context, roots);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_verify_callback(context, gate_ssl_note_verdict, NULL);
    X509_VERIFY_PARAM *parameters = SSL_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_depth(parameters, depth);
    X509_VERIFY_PARAM_set_auth_level(parameters, level);
    X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_CLIENT);
}

static inline int gate_ssl_is_resumed(SSL *session) { return SSL_session_reused(session); }

/* Whether a time of a certificate has passed: 1, 0, or -1 when nobody can tell. */
static inline int gate_time_has_passed(const ASN1_TIME *time) {
    int order = X509_cmp_current_time(time);
    return order == 0 ? -1 : order < 0;
}

static inline int gate_x509_has_ended(const X509 *certificate) {
    return gate_time_has_passed(X509_get0_notAfter(certificate)) != 0;
}
static inline int gate_x509_has_begun(const X509 *certificate) {
    return gate_time_has_passed(X509_get0_notBefore(certificate)) == 1;
}
static inline int gate_x509_is_for(X509 *certificate, const char *host) {
    return X509_check_host(certificate, host, strlen(host), 0, NULL) == 1;
}

/* Writes parts of a certificate as text: PEM, the subject and the issuer as RFC 2253 has names, the serial number in
 * pairs of digits, the times as OpenSSL prints them. */
enum gate_x509_part { gate_x509_pem, gate_x509_subject, gate_x509_issuer, gate_x509_serial, gate_x509_begin, gate_x509_end };
static inline int gate_x509_print(X509 *certificate, enum gate_x509_part part, BIO *out) {
    unsigned long form = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
    switch (part) {
    case gate_x509_pem: return PEM_write_bio_X509(out, certificate) == 1;
    case gate_x509_subject: return X509_NAME_print_ex(out, X509_get_subject_name(certificate), 0, form) >= 0;
    case gate_x509_issuer: return X509_NAME_print_ex(out, X509_get_issuer_name(certificate), 0, form) >= 0;
    case gate_x509_serial: {
        const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
        const unsigned char *bytes = ASN1_STRING_get0_data(serial);
        int count = ASN1_STRING_length(serial);
        for (int index = 0; index < count; index++)
            if (BIO_printf(out, index ? ":%02x" : "%02x", bytes[index]) <= 0) return 0;
        return 1;
    }
    case gate_x509_begin: return ASN1_TIME_print(out, X509_get0_notBefore(certificate)) == 1;
    default: return ASN1_TIME_print(out, X509_get0_notAfter(certificate)) == 1;
    }
}

/* Whether a certificate is weaker than AWS takes: SHA-256, RSA of 2,048 bits, ECDSA of 256. */
static inline int gate_x509_is_weak(X509 *certificate) {
    int digest = 0, bits = 0;
    EVP_PKEY *key = X509_get0_pubkey(certificate);
    if (!key) return 1;
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) < 2048) return 1;
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && EVP_PKEY_get_bits(key) < 256) return 1;
    if (X509_get_signature_info(certificate, &digest, NULL, &bits, NULL) != 1) return 1;
    (void)bits;
    return digest == NID_md5 || digest == NID_sha1 || digest == NID_sha224;
}

/* Whether the newest error is that a PEM text has no further part. */
static inline int gate_error_is_end_of_pem(void) {
    unsigned long code = ERR_peek_last_error();
    return ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
}

/* Whether the newest error is that a key belongs to another certificate. */
static inline int gate_error_is_key_mismatch(void) {
    unsigned long code = ERR_peek_last_error();
    int reason = ERR_GET_REASON(code);
    return ERR_GET_LIB(code) == ERR_LIB_X509 &&
           (reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH);
}

/* Never asks for a passphrase on a terminal: a key that has one is refused. */
static int gate_no_passphrase(char *buffer, int size, int is_writing, void *unused) {
    (void)buffer;
    (void)size;
    (void)is_writing;
    (void)unused;
    return -1;
}
static inline void gate_ssl_ask_nobody(SSL_CTX *context) {
    SSL_CTX_set_default_passwd_cb(context, gate_no_passphrase);
}

/* A public key out of parameters; NULL when they make none. Takes the builder and the numbers. */
static inline EVP_PKEY *gate_public_key(const char *type, OSSL_PARAM_BLD *builder) {
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = builder ? OSSL_PARAM_BLD_to_param(builder) : NULL;
    EVP_PKEY_CTX *context = parameters ? EVP_PKEY_CTX_new_from_name(NULL, type, NULL) : NULL;
    if (context && EVP_PKEY_fromdata_init(context) == 1) {
        if (EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) key = NULL;
    }
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    if (key) {
        EVP_PKEY_CTX *check = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
        if (!check || EVP_PKEY_public_check(check) != 1) {
            EVP_PKEY_free(key);
            key = NULL;
        }
        EVP_PKEY_CTX_free(check);
    }
    if (!key) ERR_clear_error();
    return key;
}

/* RFC 7518 section 6.3.1: modulus and exponent, big-endian. */
static inline EVP_PKEY *gate_rsa_public_key(const unsigned char *n, size_t n_size, const unsigned char *e,
                                            size_t e_size) {
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    BIGNUM *modulus = BN_bin2bn(n, (int)n_size, NULL);
    BIGNUM *exponent = BN_bin2bn(e, (int)e_size, NULL);
    EVP_PKEY *key = NULL;
    if (builder && modulus && exponent && BN_is_odd(exponent) && !BN_is_one(exponent) &&
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) == 1) {
        key = gate_public_key("RSA", builder);
    }
    BN_free(modulus);
    BN_free(exponent);
    OSSL_PARAM_BLD_free(builder);
    return key;
}

/* RFC 7518 section 6.2.1: a curve's name and the point in uncompressed form (4, x, y). */
static inline EVP_PKEY *gate_ec_public_key(const char *curve, const unsigned char *point, size_t size) {
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = NULL;
    if (builder && OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, curve, 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, size) == 1) {
        key = gate_public_key("EC", builder);
    }
    OSSL_PARAM_BLD_free(builder);
    return key;
}

/* The public key of a P-256 scalar that is one more than a number of 32 bytes, big-endian; NULL where that is none. */
static inline EVP_PKEY *gate_p256_public_key_of(const unsigned char *number) {
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    EC_POINT *point = group ? EC_POINT_new(group) : NULL;
    BIGNUM *scalar = BN_bin2bn(number, 32, NULL);
    BIGNUM *bound = group ? BN_dup(EC_GROUP_get0_order(group)) : NULL;
    unsigned char text[65];
    EVP_PKEY *key = NULL;
    if (point && scalar && bound && BN_sub_word(bound, 2) == 1 && BN_cmp(scalar, bound) <= 0 &&
        BN_add_word(scalar, 1) == 1 && EC_POINT_mul(group, point, scalar, NULL, NULL, NULL) == 1 &&
        EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, text, sizeof text, NULL) == sizeof text) {
        key = gate_ec_public_key("P-256", text, sizeof text);
    }
    BN_clear_free(scalar);
    BN_free(bound);
    EC_POINT_free(point);
    EC_GROUP_free(group);
    return key;
}

/* Whether a signature over a text is the key's: RSA as PKCS #1 v1.5, EC as DER. */
static inline int gate_verify(EVP_PKEY *key, const char *digest, const unsigned char *signature, size_t signature_size,
                              const unsigned char *text, size_t size) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const EVP_MD *method = EVP_get_digestbyname(digest);
    int is_good = context && method && EVP_DigestVerifyInit(context, NULL, method, NULL, key) == 1 &&
                  EVP_DigestVerify(context, signature, signature_size, text, size) == 1;
    EVP_MD_CTX_free(context);
    if (!is_good) ERR_clear_error();
    return is_good;
}

/* RFC 7518 section 3.4: r and s of equal size, to DER. The DER's size, 0 when there is no room. */
static inline size_t gate_ecdsa_der(const unsigned char *pair, size_t size, unsigned char *der, size_t room) {
    ECDSA_SIG *signature = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(pair, (int)(size / 2), NULL);
    BIGNUM *s = BN_bin2bn(pair + size / 2, (int)(size / 2), NULL);
    size_t used = 0;
    if (signature && r && s && ECDSA_SIG_set0(signature, r, s) == 1) {
        int length = i2d_ECDSA_SIG(signature, NULL);
        if (length > 0 && (size_t)length <= room) used = (size_t)i2d_ECDSA_SIG(signature, &der);
    } else {
        BN_free(r);
        BN_free(s);
    }
    ECDSA_SIG_free(signature);
    return used;
}

/* SHA-256 from a copied state, on the stack: EVP, which OpenSSL 3 recommends instead, allocates for each digest. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
struct gate_sha256 {
    SHA256_CTX state;
};

/* The state behind `count` bytes. */
static inline void gate_sha256_begin(struct gate_sha256 *hash, const void *bytes, size_t count) {
    SHA256_Init(&hash->state);
    SHA256_Update(&hash->state, bytes, count);
}

/* The digest of what `hash` has seen, whole blocks, and `count` bytes more; `hash` stays as it is. What fits one block with
 * its padding is one call: the general way costs as much again as the block. */
static inline void gate_sha256_end(const struct gate_sha256 *hash, const void *bytes, size_t count, uint8_t *digest) {
    SHA256_CTX copy;
    if (count < 56 && hash->state.num == 0) {
        unsigned char block[64] = {0};
        uint64_t bits = ((uint64_t)hash->state.Nh << 32 | hash->state.Nl) + count * 8;
        memcpy(block, bytes, count);
        block[count] = 0x80;
        for (int index = 0; index < 8; index++) block[63 - index] = (unsigned char)(bits >> (8 * index));
        memcpy(copy.h, hash->state.h, sizeof copy.h);
        SHA256_Transform(&copy, block);
        for (int index = 0; index < 8; index++) {
            digest[4 * index] = (uint8_t)(copy.h[index] >> 24);
            digest[4 * index + 1] = (uint8_t)(copy.h[index] >> 16);
            digest[4 * index + 2] = (uint8_t)(copy.h[index] >> 8);
            digest[4 * index + 3] = (uint8_t)copy.h[index];
        }
        return;
    }
    memcpy(&copy, &hash->state, sizeof copy);
    SHA256_Update(&copy, bytes, count);
    SHA256_Final(digest, &copy);
}
#pragma GCC diagnostic pop

/* Writes a new self-signed certificate for clients and its RSA key as PEM. */
static inline int gate_self_signed(const char *name, long seconds, unsigned bits, BIO *certificate, BIO *key) {
    EVP_PKEY *pair = EVP_RSA_gen(bits);
    X509 *made = X509_new();
    BIGNUM *serial = BN_new();
    int is_done = 0;
    /* A positive serial number of 16 bytes at most (RFC 5280, 4.1.2.2). */
    if (pair && made && serial && BN_rand(serial, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
        BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(made)) && X509_set_version(made, X509_VERSION_3) == 1 &&
        X509_gmtime_adj(X509_getm_notBefore(made), 0) && X509_gmtime_adj(X509_getm_notAfter(made), seconds) &&
        X509_set_pubkey(made, pair) == 1) {
        X509_NAME *subject = X509_get_subject_name(made);
        if (X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0) == 1 &&
            X509_set_issuer_name(made, subject) == 1 && X509_sign(made, pair, EVP_sha256()) > 0)
            is_done = PEM_write_bio_X509(certificate, made) == 1 &&
                      PEM_write_bio_PrivateKey(key, pair, 0, 0, 0, 0, 0) == 1;
    }
    BN_free(serial);
    X509_free(made);
    EVP_PKEY_free(pair);
    return is_done;
}

#endif
