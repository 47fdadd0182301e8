#ifndef GATEWRIGHT_CYAML_H
#define GATEWRIGHT_CYAML_H
#include <yaml.h>
#endif
