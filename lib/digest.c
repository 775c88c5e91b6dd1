/*
 * A nonce is TIME SALT PROOF in hex, the proof being an HMAC-SHA-256 (cut to 16
 * bytes) of time, salt and realm under our secret: what comes back is known to
 * be ours, and how old it is, without a list of what was given out.  Only of
 * nonces that were used with success we keep which counts are spent.
 */
#include "digest.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "mem.h"
#include "text.h"

enum {
	MD5_SIZE = 16,
	PROOF_SIZE = 16,
	NUMBER_HEX = 16,		/* of 64 bits */
	NONCE_LENGTH = 2 * NUMBER_HEX + 2 * PROOF_SIZE,
	SHA256_SIZE = 32,
	WAYS = 8			/* nonces in a set */
};

static void
to_hex(char *out, const unsigned char *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
}

/* MD5 of the n parts with ':' between them, as hex. */
static int
md5_hex(char out[DIGEST_HEX_SIZE], const char *const *parts, size_t n)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int result = -1;

	out[0] = '\0';
	if (!context || !EVP_DigestInit_ex(context, EVP_md5(), NULL))
		goto done;
	for (size_t i = 0; i < n; i++) {
		if ((i && !EVP_DigestUpdate(context, ":", 1)) ||
		    !EVP_DigestUpdate(context, parts[i], strlen(parts[i])))
			goto done;
	}
	if (!EVP_DigestFinal_ex(context, hash, NULL))
		goto done;
	to_hex(out, hash, MD5_SIZE);
	result = 0;
done:
	mem_wipe(hash, sizeof(hash));
	EVP_MD_CTX_free(context);	/* which wipes it */
	return result;
}

int
digest_ha1(char out[DIGEST_HEX_SIZE], const char *user, const char *realm,
    const char *password)
{
	const char *parts[] = { user, realm, password };

	return md5_hex(out, parts, 3);
}

/* The response that is right (RFC 7616 3.4.1; without qop RFC 2069). */
static int
expected_response(char out[DIGEST_HEX_SIZE],
    const struct digest_credentials *with, const char *method,
    const char *ha1)
{
	const char *request[] = { method, with->uri };
	char ha2[DIGEST_HEX_SIZE];

	if (md5_hex(ha2, request, 2))
		return -1;
	if (!with->qop[0]) {
		const char *parts[] = { ha1, with->nonce, ha2 };

		return md5_hex(out, parts, 3);
	}

	const char *parts[] = { ha1, with->nonce, with->nc_text, with->cnonce,
	    with->qop, ha2 };
	return md5_hex(out, parts, 6);
}

struct nonce {
	uint64_t time_s, salt;
};

static void
put_number(unsigned char *out, uint64_t value)
{
	for (int i = 7; i >= 0; i--) {
		out[i] = (unsigned char)(value & 0xff);
		value >>= 8;
	}
}

static int
nonce_write(char out[NONCE_LENGTH + 1], const struct digest_secret *secret,
    const struct nonce *nonce, const char *realm)
{
	unsigned char numbers[16], proof[SHA256_SIZE];
	struct buf text = BUF_INIT;
	size_t n = 0;
	int result = -1;

	put_number(numbers, nonce->time_s);
	put_number(numbers + 8, nonce->salt);
	buf_add(&text, numbers, sizeof(numbers));
	buf_puts(&text, realm);
	if (buf_ok(&text) && EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL,
	    secret->bytes, sizeof(secret->bytes),
	    (const unsigned char *)text.data, text.len, proof, sizeof(proof),
	    &n) && n == SHA256_SIZE) {
		to_hex(out, numbers, sizeof(numbers));
		to_hex(out + 2 * NUMBER_HEX, proof, PROOF_SIZE);
		result = 0;
	}
	mem_wipe(proof, sizeof(proof));
	buf_release(&text);
	return result;
}

static int
get_number(uint64_t *value, const char *hex)
{
	*value = 0;
	for (int i = 0; i < NUMBER_HEX; i++) {
		char c = hex[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return -1;
		*value = *value << 4 |
		    (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return 0;
}

/* Take it apart; -1 if it is none that we have made for this realm. */
static int
nonce_read(struct nonce *nonce, const struct digest_secret *secret,
    const char *text, const char *realm)
{
	char again[NONCE_LENGTH + 1];

	if (strlen(text) != NONCE_LENGTH ||
	    get_number(&nonce->time_s, text) ||
	    get_number(&nonce->salt, text + NUMBER_HEX) ||
	    nonce_write(again, secret, nonce, realm))
		return -1;
	int differs = CRYPTO_memcmp(again, text, NONCE_LENGTH);
	mem_wipe(again, sizeof(again));
	return differs ? -1 : 0;
}

/*
 * Nonces lie in sets of WAYS places, chosen by their salt (nobody outside can
 * choose it).  In a full set the nonce that is oldest makes room, and from then
 * on one that is not in the set and not younger is stale: so no count can be
 * used twice, whatever was forgotten.
 */
struct spent {
	struct nonce nonce;
	uint64_t window;	/* bit i: the count `highest` - 1 - i */
	uint32_t highest;	/* 0: a free place */
};

struct spent_set {
	struct spent places[WAYS];
	uint64_t floor_s;	/* forgotten: nonces up to this time */
	bool forgot;
};

struct digest_replay {
	struct spent_set *sets;	/* owned */
	size_t count;
};

struct digest_replay *
digest_replay_new(size_t nonces)
{
	struct digest_replay *replay = mem_alloc(sizeof(*replay));

	if (!replay)
		return NULL;
	replay->count = nonces / WAYS + (nonces % WAYS != 0);
	if (replay->count == 0)
		replay->count = 1;
	if (replay->count <= SIZE_MAX / sizeof(*replay->sets))
		replay->sets = mem_alloc(replay->count *
		    sizeof(*replay->sets));
	if (!replay->sets) {
		mem_free(replay);
		return NULL;
	}
	return replay;
}

void
digest_replay_free(struct digest_replay *replay)
{
	if (!replay)
		return;
	mem_free(replay->sets);
	mem_free(replay);
}

/* Mark a count as spent; false if it was so before or is too far back. */
static bool
spend(struct spent *spent, uint32_t nc)
{
	if (nc > spent->highest) {
		uint32_t step = nc - spent->highest;

		/* The bit of the old highest comes in, then all move up. */
		if (step > 64)
			spent->window = 0;
		else if (step == 64)
			spent->window = UINT64_C(1) << 63;
		else
			spent->window = (spent->window << 1 | 1) << (step - 1);
		spent->highest = nc;
		return true;
	}
	uint32_t back = spent->highest - nc;
	if (back == 0 || back > 64)
		return false;
	uint64_t bit = UINT64_C(1) << (back - 1);
	if (spent->window & bit)
		return false;
	spent->window |= bit;
	return true;
}

/* The place of a nonce, or an emptied one for it; NULL: it was forgotten. */
static struct spent *
place_find(struct spent_set *set, const struct nonce *nonce)
{
	struct spent *oldest = &set->places[0];

	for (int i = 0; i < WAYS; i++) {
		struct spent *place = &set->places[i];

		if (place->highest && place->nonce.salt == nonce->salt &&
		    place->nonce.time_s == nonce->time_s)
			return place;
		if (oldest->highest && (!place->highest ||
		    place->nonce.time_s < oldest->nonce.time_s))
			oldest = place;
	}
	if (set->forgot && nonce->time_s <= set->floor_s)
		return NULL;
	if (oldest->highest) {
		if (!set->forgot || oldest->nonce.time_s > set->floor_s)
			set->floor_s = oldest->nonce.time_s;
		set->forgot = true;
	}
	*oldest = (struct spent){ .nonce = *nonce };
	return oldest;
}

static enum digest_verdict
replay_check(struct digest_replay *replay, const struct nonce *nonce,
    const struct digest_credentials *credentials)
{
	struct spent_set *set = &replay->sets[nonce->salt % replay->count];
	struct spent *place = place_find(set, nonce);

	if (!place)
		return DIGEST_STALE;
	if (credentials->qop[0])
		return spend(place, credentials->nc) ? DIGEST_OK :
		    DIGEST_REPLAY;
	if (place->highest)
		return DIGEST_REPLAY;
	/* Without a count there is one go: all of them are spent. */
	place->highest = UINT32_MAX;
	place->window = UINT64_MAX;
	return DIGEST_OK;
}

/* All but the response and the nonce: nothing of this is secret. */
static bool
form_fits(const struct digest_credentials *credentials, const char *uri,
    const char *realm)
{
	if (credentials->algorithm[0] &&
	    !text_same(credentials->algorithm, "MD5"))
		return false;
	if (credentials->qop[0] && (strcmp(credentials->qop, "auth") != 0 ||
	    !credentials->cnonce[0] || credentials->nc == 0))
		return false;
	return strcmp(credentials->uri, uri) == 0 &&
	    strcmp(credentials->realm, realm) == 0 &&
	    strlen(credentials->response) == DIGEST_HEX_SIZE - 1;
}

/* In constant time, and with the same work when there is no HA1. */
static bool
response_fits(const struct digest_credentials *credentials, const char *method,
    const char *ha1)
{
	static const char nobody[] = "00000000000000000000000000000000";
	bool known = ha1 && strlen(ha1) == DIGEST_HEX_SIZE - 1;
	char want[DIGEST_HEX_SIZE], got[DIGEST_HEX_SIZE] = "";

	for (int i = 0; credentials->response[i]; i++)
		got[i] = text_lower(credentials->response[i]);
	bool fits = expected_response(want, credentials, method,
	    known ? ha1 : nobody) == 0 &&
	    CRYPTO_memcmp(want, got, DIGEST_HEX_SIZE) == 0;
	mem_wipe(want, sizeof(want));
	mem_wipe(got, sizeof(got));
	return fits && known;
}

enum digest_verdict
digest_check(const struct digest_credentials *credentials,
    const struct digest_secret *secret, struct digest_replay *replay,
    const char *method, const char *uri, const char *realm, const char *ha1,
    uint64_t now_s, unsigned lifetime_s)
{
	struct nonce nonce;
	/* All of the work in any case, so that time says nothing. */
	bool form = form_fits(credentials, uri, realm);
	bool right = response_fits(credentials, method, ha1);
	bool ours = nonce_read(&nonce, secret, credentials->nonce, realm) == 0;

	if (!form || !right)
		return DIGEST_WRONG;
	if (!ours || nonce.time_s > now_s ||
	    now_s - nonce.time_s > lifetime_s)
		return DIGEST_STALE;
	if (!replay)
		return DIGEST_OK;
	return replay_check(replay, &nonce, credentials);
}

void
digest_challenge(struct buf *out, const struct digest_secret *secret,
    const char *realm, uint64_t now_s, uint64_t salt, bool stale)
{
	struct nonce nonce = { now_s, salt };
	char text[NONCE_LENGTH + 1];

	if (nonce_write(text, secret, &nonce, realm)) {
		out->failed = true;
		return;
	}
	buf_puts(out, "Digest realm=\"");
	for (const char *at = realm; *at; at++) {
		if (*at == '"' || *at == '\\')
			buf_putc(out, '\\');
		buf_putc(out, *at);
	}
	buf_printf(out, "\", nonce=\"%s\", algorithm=MD5, qop=\"auth\"", text);
	if (stale)
		buf_puts(out, ", stale=true");
	mem_wipe(text, sizeof(text));
}
