/* System calls and structures that Swift cannot import: epoll, accept4 and their kin. */
#ifndef GATE_CGATESYSTEM_H
#define GATE_CGATESYSTEM_H
#endif
