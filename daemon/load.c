#include "load.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <arpa/inet.h>

#include "buf.h"
#include "config.h"
#include "digest.h"
#include "err.h"
#include "hash.h"
#include "mem.h"
#include "process.h"
#include "settings.h"
#include "trust.h"
#include "net.h"
#include "userfile.h"
#include "users.h"

enum {
	CONFIG_FILE_MAX = 1024 * 1024,
	USERS_FILE_MAX = 64 * 1024 * 1024
};

static int
fill_random(void *bytes, size_t n, struct err *err)
{
	if (getrandom(bytes, n, 0) != (ssize_t)n)
		return err_set(err, 0, "no random numbers");
	return 0;
}

/* Put "file:line:column: " before the text. */
static void
name_place(struct err *err, const char *file)
{
	struct err inner = *err;

	if (inner.line != 0)
		err_set(err, inner.code, "%s:%u:%u: %s", file, inner.line,
		    inner.column, inner.text);
	else
		err_set(err, inner.code, "%s: %s", file, inner.text);
}

static int
read_settings(struct config *config, const char *file, struct err *err)
{
	struct buf text = BUF_INIT;
	unsigned long salt;

	if (fill_random(&salt, sizeof salt, err) == -1)
		return -1;
	if (process_read_file(file, CONFIG_FILE_MAX, &text, err) == -1) {
		buf_release(&text);
		return -1;
	}
	int done = settings_read(config, buf_text(&text), text.len, salt, err);
	if (done == -1)
		name_place(err, file);
	buf_release(&text);
	return done;
}

static int
apply_set(struct config *config, const char *set, struct err *err)
{
	char name[64];
	const char *equals = strchr(set, '=');

	if (equals == NULL || (size_t)(equals - set) >= sizeof name)
		return err_set(err, 0, "--set: '%s' is no NAME=VALUE", set);
	memcpy(name, set, (size_t)(equals - set));
	name[equals - set] = '\0';
	return config_set(config, name, equals + 1, strlen(equals + 1), false,
	    err);
}

static int
check(struct config *config, const struct load_options *options,
    struct err *err)
{
	if (options->file != NULL &&
	    config_users_beside(config, options->file) == -1)
		return err_set(err, 0, "no memory");
	return config_check(config, err);
}

static int
fill_config(struct config *config, const struct load_options *options,
    struct err *err)
{
	struct net_list trusted;

	if (options->file != NULL &&
	    read_settings(config, options->file, err) == -1)
		return -1;
	for (size_t i = 0; i < options->set_count; i++)
		if (apply_set(config, options->sets[i], err) == -1)
			return -1;
	if (check(config, options, err) == -1 ||
	    trust_build(&trusted, config->trusted_networks, err) == -1)
		return -1;
	net_list_release(&trusted);
	return 0;
}

int
load_config(struct config *config, const struct load_options *options,
    struct err *err)
{
	if (config_init(config) == -1)
		return err_set(err, 0, "no memory");
	if (fill_config(config, options, err) == 0)
		return 0;
	config_release(config);
	return -1;
}

int
load_config_again(struct config *config, const struct config *old,
    const struct load_options *options, struct buf *fixed, struct err *err)
{
	if (load_config(config, options, err) == -1)
		return -1;
	int done = config_keep_fixed(config, old, fixed);
	if (done == -1)
		err_set(err, 0, "no memory");
	else
		done = check(config, options, err);
	if (done == -1)
		config_release(config);
	return done;
}

const char *
load_realm(const struct config *config)
{
	if (*config->realm != '\0')
		return config->realm;
	return *config->domain != '\0' ? config->domain : config->ip_address;
}

/* --- users --- */

static int
add_samples(struct users *users, const char *realm, struct err *err)
{
	static const char *const names[] = { "user1", "user2", "user3" };
	static const char *const shown[] = { "User One", "User Two",
		"User Three" };
	char ha1[DIGEST_HEX_SIZE];

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (digest_ha1(ha1, names[i], realm, "123") == -1)
			return err_set(err, 0, "no MD5 in this OpenSSL");
		if (users_add(users, names[i], NULL, shown[i], NULL, ha1, ha1,
		    err) == NULL)
			return -1;
	}
	return 0;
}

static struct users *
sample_users(const char *realm, const struct hash_key *seed, struct err *err)
{
	struct users *users = users_new(seed);

	if (users == NULL) {
		err_set(err, 0, "no memory");
		return NULL;
	}
	if (add_samples(users, realm, err) == 0)
		return users;
	users_free(users);
	return NULL;
}

struct users *
load_users(const struct config *config, const char *realm, struct err *err)
{
	struct buf text = BUF_INIT;
	struct hash_key seed;
	unsigned long salt;
	struct users *users = NULL;

	if (fill_random(&seed, sizeof seed, err) == -1 ||
	    fill_random(&salt, sizeof salt, err) == -1)
		return NULL;
	if (*config->users_file == '\0')
		return sample_users(realm, &seed, err);
	if (process_read_file(config->users_file, USERS_FILE_MAX, &text,
	    err) == 0) {
		users = userfile_read(buf_text(&text), text.len, &seed, salt,
		    err);
		if (users == NULL)
			name_place(err, config->users_file);
	}
	if (text.data != NULL)
		mem_wipe(text.data, text.len);
	buf_release(&text);
	return users;
}

bool
load_users_readable(const struct config *config)
{
	struct stat st;

	return *config->users_file != '\0' &&
	    stat(config->users_file, &st) == 0 && (st.st_mode & S_IROTH) != 0;
}

/* --- ports --- */

static int
try_bind(const char *ip, long port, int type, struct err *err,
    struct err *note)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)port) };
	bool is_v4 = inet_pton(AF_INET, ip, &v4.sin_addr) == 1;
	int yes = 1;

	if (!is_v4 && inet_pton(AF_INET6, ip, &v6.sin6_addr) != 1)
		return err_set(err, 0, "ip-address: '%s' is no address", ip);
	int fd = socket(is_v4 ? AF_INET : AF_INET6, type, 0);
	if (fd == -1)
		return err_set(err, 0, "socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	int done = is_v4 ? bind(fd, (const struct sockaddr *)&v4, sizeof v4) :
	    bind(fd, (const struct sockaddr *)&v6, sizeof v6);
	int why = errno;
	close(fd);
	if (done == 0)
		return 0;
	if (why == EADDRINUSE) {
		err_set(note, 0, "%s %s port %ld is in use", ip,
		    type == SOCK_DGRAM ? "UDP" : "TCP", port);
		return 0;
	}
	return err_set(err, 0, "cannot use %s port %ld: %s", ip, port,
	    strerror(why));
}

int
load_check_ports(const struct config *config, struct err *err,
    struct err *note)
{
	note->text[0] = '\0';
	const char *ip = config->ip_address;

	if (try_bind(ip, config->http_port, SOCK_STREAM, err, note) == -1 ||
	    try_bind(ip, config->sip_port, SOCK_STREAM, err, note) == -1 ||
	    try_bind(ip, config->sip_port, SOCK_DGRAM, err, note) == -1)
		return -1;
	return 0;
}
