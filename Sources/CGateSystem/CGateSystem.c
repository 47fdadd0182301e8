#include "CGateSystem.h"
