# Reads what `nm -u` prints of one object.
BEGIN {
	list = "socket bind listen accept accept4 connect send sendto sendmsg " \
	    "recv recvfrom recvmsg getaddrinfo getnameinfo gethostbyname " \
	    "poll ppoll select epoll_wait open open64 openat openat64 creat " \
	    "close read write pread pwrite lseek fopen fopen64 fdopen " \
	    "freopen tmpfile mkstemp unlink rename stat fstat lstat mkdir " \
	    "opendir fclose fread fwrite fgets fputs fputc fgetc getc putc " \
	    "fflush perror printf fprintf vprintf vfprintf dprintf vdprintf " \
	    "puts putchar __printf_chk __fprintf_chk __vprintf_chk " \
	    "__vfprintf_chk __dprintf_chk stdin stdout stderr scanf fscanf " \
	    "syslog vsyslog openlog __syslog_chk time clock clock_gettime " \
	    "gettimeofday nanosleep usleep sleep alarm timer_create " \
	    "gmtime gmtime_r localtime localtime_r mktime strftime tzset " \
	    "getenv secure_getenv setenv putenv setlocale rand srand " \
	    "random srandom drand48 rand_r getrandom getentropy arc4random " \
	    "fork vfork execve system popen pipe signal sigaction raise " \
	    "kill abort exit _exit atexit pthread_create getpid " \
	    "dlopen dlsym"
	n = split(list, names, " ")
	for (i = 1; i <= n; i++)
		banned[names[i]] = 1
	n = split("malloc calloc realloc reallocarray free strdup strndup " \
	    "asprintf vasprintf __asprintf_chk __vasprintf_chk", names, " ")
	for (i = 1; i <= n; i++)
		memory[names[i]] = 1
}
{
	name = $NF
	sub(/@.*/, "", name)
	if (name in banned)
		what = "does I/O, or asks the system"
	else if ((name in memory) && file != "lib/mem.o")
		what = "goes by lib/mem.h"
	else if (name ~ /^(event|evhttp|bufferevent|evbuffer|evutil|evdns)_/)
		what = "is libevent's"
	else if (name ~ /^(nua|nta|nea|nth|su|tport|soa|sip|msg|url)_/)
		what = "is Sofia's"
	else if (name ~ /^(SSL|BIO|RAND|X509|PEM)_/)
		what = "is OpenSSL's, more than hashes"
	else if (name ~ /^XML_/ && file != "xml/reader.o")
		what = "is expat's"
	else
		next
	printf "%s: %s %s\n", file, name, what
	bad = 1
}
END { exit bad }
