/* libxml2 as a reader of bodies: SAX2 events of one text in memory. A document type declaration ends the reading
 * before anything of it is looked at, so there are no entities but the five of XML, and nothing is fetched. */
#ifndef GATE_CXML2_SHIM_H
#define GATE_CXML2_SHIM_H

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdint.h>
#include <string.h>

/* What events are handed to; `user` comes first in each call. A result that is not 0 ends the reading. */
typedef struct gate_xml_events {
    int (*start)(void *user, const xmlChar *name, const xmlChar *space, int spaces, int attributes,
                 const xmlChar **values);
    int (*end)(void *user);
    int (*text)(void *user, const xmlChar *text, int length);
} gate_xml_events;

/* How a reading ended. */
typedef struct gate_xml_outcome {
    /* 0 fine, 1 not well-formed, 2 ended by an event, 3 a document type declaration, 4 no memory. */
    int status;
    int line;
    int column;
    char message[160];
} gate_xml_outcome;

typedef struct gate_xml_reading {
    const gate_xml_events *events;
    void *user;
    xmlParserCtxtPtr context;
    int status;
} gate_xml_reading;

static inline void gate_xml_stop(gate_xml_reading *reading, int status) {
    if (!reading->status) reading->status = status;
    xmlStopParser(reading->context);
}

static inline void gate_xml_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *space,
                                  int spaces, const xmlChar **declared, int count, int defaulted,
                                  const xmlChar **attributes) {
    gate_xml_reading *reading = (gate_xml_reading *)user;
    (void)prefix, (void)declared, (void)defaulted;
    if (reading->status) return;
    if (reading->events->start(reading->user, name, space, spaces, count, attributes)) gate_xml_stop(reading, 2);
}

static inline void gate_xml_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *space) {
    gate_xml_reading *reading = (gate_xml_reading *)user;
    (void)name, (void)prefix, (void)space;
    if (reading->status) return;
    if (reading->events->end(reading->user)) gate_xml_stop(reading, 2);
}

static inline void gate_xml_text(void *user, const xmlChar *text, int length) {
    gate_xml_reading *reading = (gate_xml_reading *)user;
    if (reading->status) return;
    if (reading->events->text(reading->user, text, length)) gate_xml_stop(reading, 2);
}

static inline void gate_xml_doctype(void *user, const xmlChar *name, const xmlChar *public, const xmlChar *system) {
    (void)name, (void)public, (void)system;
    gate_xml_stop((gate_xml_reading *)user, 3);
}

/* Errors are asked for at the end. */
static inline void gate_xml_silence(void *user, xmlErrorPtr error) { (void)user, (void)error; }

static inline gate_xml_outcome gate_xml_read(const uint8_t *bytes, int size, const gate_xml_events *events,
                                             void *user) {
    gate_xml_outcome outcome;
    memset(&outcome, 0, sizeof outcome);
    gate_xml_reading reading = {events, user, xmlCreateMemoryParserCtxt((const char *)bytes, size), 0};
    if (!reading.context) {
        /* libxml2 makes no context for an empty text. */
        outcome.status = size == 0 ? 1 : 4;
        return outcome;
    }
    xmlSAXHandlerPtr handler = reading.context->sax;
    memset(handler, 0, sizeof *handler);
    handler->initialized = XML_SAX2_MAGIC;
    handler->startElementNs = gate_xml_start;
    handler->endElementNs = gate_xml_end;
    handler->characters = gate_xml_text;
    handler->ignorableWhitespace = gate_xml_text;
    handler->cdataBlock = gate_xml_text;
    handler->internalSubset = gate_xml_doctype;
    handler->serror = gate_xml_silence;
    reading.context->userData = &reading;
    xmlCtxtUseOptions(reading.context, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    xmlParseDocument(reading.context);
    outcome.status = reading.status;
    if (!outcome.status && (!reading.context->wellFormed || !reading.context->nsWellFormed)) {
        const xmlError *error = &reading.context->lastError;
        outcome.status = error->code == XML_ERR_NO_MEMORY ? 4 : 1;
        outcome.line = error->line;
        outcome.column = error->int2;
        if (error->message) {
            strncpy(outcome.message, error->message, sizeof outcome.message - 1);
            size_t length = strlen(outcome.message);
            while (length && (unsigned char)outcome.message[length - 1] <= ' ') outcome.message[--length] = 0;
        }
    }
    if (reading.context->myDoc) xmlFreeDoc(reading.context->myDoc);
    xmlFreeParserCtxt(reading.context);
    return outcome;
}

#endif
