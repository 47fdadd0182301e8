/* OpenSSL 3: TLS over memory BIOs, digests. Macros that Swift cannot import get functions here. */
#ifndef GATE_COPENSSL_SHIM_H
#define GATE_COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#endif
