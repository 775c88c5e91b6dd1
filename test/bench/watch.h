/*
 * What /proc tells of the processes under test.
 */
#ifndef BENCH_WATCH_H
#define BENCH_WATCH_H

struct usage {
	double cpu_s;		/* user and system time */
	double system_s;
	double switches;	/* voluntary context switches */
	double pss_mb;
	double machine_s;	/* of the whole machine, all cores */
};

/* Sums up over the processes of the options; PSS only when MEMORY. */
void watch_read(struct usage *u, int memory);

#endif
