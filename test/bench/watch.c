#include "watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

/* The number behind NAME in /proc/PID/FILE, 0 when there is none. */
static double number_in(pid_t pid, const char *file, const char *name)
{
	char path[64], line[512];
	double v = 0;
	size_t n = strlen(name);

	snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, file);
	FILE *f = fopen(path, "r");
	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, name, n))
			v = strtod(line + n, NULL);
	}
	fclose(f);
	return v;
}

static void times(pid_t pid, struct usage *u)
{
	char path[64], line[1024];
	unsigned long user = 0, sys = 0;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	FILE *f = fopen(path, "r");
	if (!f)
		return;
	size_t n = fread(line, 1, sizeof(line) - 1, f);
	fclose(f);
	line[n] = '\0';
	/* the name, in parentheses, may contain spaces */
	const char *p = strrchr(line, ')');
	if (!p || sscanf(p + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u "
			 "%*u %lu %lu", &user, &sys) != 2)
		return;
	double hz = (double)sysconf(_SC_CLK_TCK);
	u->cpu_s += (double)(user + sys) / hz;
	u->system_s += (double)sys / hz;
}

/* Busy time of all cores: everything but idle and iowait. */
static double machine(void)
{
	unsigned long v[8] = {0};
	FILE *f = fopen("/proc/stat", "r");

	if (!f)
		return 0;
	int n = fscanf(f, "cpu %lu %lu %lu %lu %lu %lu %lu %lu", &v[0], &v[1],
		       &v[2], &v[3], &v[4], &v[5], &v[6], &v[7]);
	fclose(f);
	if (n != 8)
		return 0;
	return (double)(v[0] + v[1] + v[2] + v[5] + v[6] + v[7]) /
		(double)sysconf(_SC_CLK_TCK);
}

void watch_read(struct usage *u, int memory)
{
	memset(u, 0, sizeof(*u));
	u->machine_s = machine();
	for (unsigned i = 0; i < opt.npids; i++) {
		times(opt.pids[i], u);
		u->switches += number_in(opt.pids[i], "status",
					 "voluntary_ctxt_switches:");
		if (memory)
			u->pss_mb += number_in(opt.pids[i], "smaps_rollup",
					       "Pss:") / 1024;
	}
}
