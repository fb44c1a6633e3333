#pragma once
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one function per kind of value.

typedef size_t (*tocsin_curl_data_function)(char *bytes, size_t size, size_t count, void *context);
typedef int (*tocsin_curl_progress_function)(void *context, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
typedef int (*tocsin_curl_debug_function)(CURL *, curl_infotype, char *bytes, size_t count, void *context);

static inline CURLcode tocsin_curl_set_long(CURL *curl, CURLoption option, long value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode tocsin_curl_set_offset(CURL *curl, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode tocsin_curl_set_text(CURL *curl, CURLoption option, const char *value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode tocsin_curl_set_bytes(CURL *curl, CURLoption option, const void *value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode tocsin_curl_set_context(CURL *curl, CURLoption option, void *value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode tocsin_curl_set_list(CURL *curl, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode tocsin_curl_set_data_function(CURL *curl, CURLoption option, tocsin_curl_data_function value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode tocsin_curl_set_progress_function(CURL *curl, tocsin_curl_progress_function value) {
  return curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, value);
}
static inline CURLcode tocsin_curl_set_debug_function(CURL *curl, tocsin_curl_debug_function value) {
  return curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, value);
}
static inline CURLcode tocsin_curl_get_long(CURL *curl, CURLINFO info, long *value) {
  return curl_easy_getinfo(curl, info, value);
}
static inline CURLcode tocsin_curl_get_offset(CURL *curl, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(curl, info, value);
}
static inline CURLcode tocsin_curl_get_text(CURL *curl, CURLINFO info, char **value) {
  return curl_easy_getinfo(curl, info, value);
}
static inline CURLcode tocsin_curl_get_socket(CURL *curl, curl_socket_t *value) {
  return curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, value);
}
