/*
 * The end of a dialog (ua_bye.c).
 */
#ifndef DAEMON_UA_BYE_H
#define DAEMON_UA_BYE_H

struct leg;
struct nta_incoming_s;

/* The phone's BYE; takes irq. */
void ua_bye_received(struct leg *leg, struct nta_incoming_s *irq);

/*
 * The leg goes away: where it is still up the phone gets its BYE, of which
 * nobody hears any more.
 */
void ua_bye_silently(struct leg *leg);

#endif
