/*
 * Who is inside: the list of trusted-networks, with the word "local" made into
 * loopback and the addresses this machine has now.
 */
#ifndef DAEMON_TRUST_H
#define DAEMON_TRUST_H

struct err;
struct net_list;

/*
 * Build from a blank-separated list of networks.  *out is overwritten; release
 * it with net_list_release().  Returns 0, or -1 with the entry refused.
 */
int trust_build(struct net_list *out, const char *networks, struct err *err);

#endif
