/*
 * The JSON writer.
 */
#include "../../lib/json.c"

#include "check.h"
#include "mem.h"

static void
string_is(const char *text, const char *want)
{
	struct buf b = BUF_INIT;
	struct json j;

	check_row(text);
	json_init(&j, &b);
	json_string(&j, NULL, text);
	CHECK_STR(buf_text(&b), want);
	buf_release(&b);
}

TEST(strings)
{
	string_is("", "\"\"");
	string_is("plain /text", "\"plain /text\"");
	string_is("\"\\", "\"\\\"\\\\\"");
	string_is("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"");
	string_is("\x01\x0b\x1f\x7f", "\"\\u0001\\u000b\\u001f\x7f\"");
	string_is("\xc3\xa4\xe2\x82\xac\xf0\x9f\x93\x9e",
	    "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x93\x9e\"");
	string_is("a\xff" "b", "\"a\xef\xbf\xbd" "b\"");
	string_is("\xc3", "\"\xef\xbf\xbd\"");
	string_is("\xc3\"", "\"\xef\xbf\xbd\\\"\"");
	string_is("\xed\xa0\x80",
	    "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
	string_is("\xc0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\"");
	string_is(NULL, "null");
}

TEST(shape)
{
	struct buf b = BUF_INIT;
	struct json j;

	json_init(&j, &b);
	json_object(&j, NULL);
	json_string(&j, "id", "x");
	json_number(&j, "min", INT64_MIN);
	json_number(&j, "max", INT64_MAX);
	json_array(&j, "empty");
	json_array_end(&j);
	json_object(&j, "none");
	json_object_end(&j);
	json_array(&j, "list");
	json_number(&j, NULL, 0);
	json_number(&j, NULL, -1);
	json_object(&j, NULL);
	json_number(&j, "one", 1);
	json_null(&j, "no");
	json_object_end(&j);
	json_array(&j, NULL);
	json_null(&j, NULL);
	json_array_end(&j);
	json_string(&j, NULL, "end");
	json_array_end(&j);
	json_null(&j, "a \"name\"\n");
	json_object_end(&j);
	CHECK_STR(buf_text(&b), "{\"id\":\"x\",\"min\":-9223372036854775808,"
	    "\"max\":9223372036854775807,\"empty\":[],\"none\":{},"
	    "\"list\":[0,-1,{\"one\":1,\"no\":null},[null],\"end\"],"
	    "\"a \\\"name\\\"\\n\":null}");
	buf_release(&b);
}

/* A second document in the same buffer begins anew. */
TEST(again)
{
	struct buf b = BUF_INIT;
	struct json j;

	json_init(&j, &b);
	json_array(&j, NULL);
	json_array_end(&j);
	buf_putc(&b, '\n');
	json_init(&j, &b);
	json_null(&j, NULL);
	CHECK_STR(buf_text(&b), "[]\nnull");
	buf_release(&b);
}

TEST(no_memory)
{
	bool done = false;

	for (long n = 0; !done && n < 20; n++) {
		struct buf b = BUF_INIT;
		struct json j;

		mem_fail_after(n);
		json_init(&j, &b);
		json_array(&j, NULL);
		for (int i = 0; i < 100; i++)
			json_string(&j, NULL, "some\ntext\xff");
		json_array_end(&j);
		mem_fail_after(-1);
		done = buf_ok(&b);
		buf_release(&b);
	}
	CHECK(done);
}

int
main(void)
{
	RUN(strings);
	RUN(shape);
	RUN(again);
	RUN(no_memory);
	return check_done();
}
