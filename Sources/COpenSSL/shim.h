/* OpenSSL 3: TLS over memory BIOs. What Swift cannot import (macros, callbacks that walk C structures) gets an
 * inline function here. */
#ifndef GATE_COPENSSL_SHIM_H
#define GATE_COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

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

#endif
