#pragma once
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>

// MHD_start_daemon and MHD_get_connection_info are variadic, which Swift cannot call: one function per use.

typedef void *(*tocsin_mhd_uri_function)(void *context, const char *uri, struct MHD_Connection *connection);

struct tocsin_mhd_settings {
  int listen_socket;
  size_t memory_bytes;
  unsigned connections;
  unsigned connections_per_address;
  unsigned idle_seconds;
  const char *key;          // PEM; NULL without TLS
  const char *certificate;  // PEM
  MHD_AccessHandlerCallback handler;
  tocsin_mhd_uri_function opened;
  MHD_RequestCompletedCallback completed;
  MHD_NotifyConnectionCallback connection;
  void *context;
};

static inline struct MHD_Daemon *tocsin_mhd_start(const struct tocsin_mhd_settings *s) {
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
  struct MHD_OptionItem tls[] = {
    {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)s->key},
    {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)s->certificate},
    {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
    {MHD_OPTION_END, 0, NULL}};
  struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};
  if (s->key) flags |= MHD_USE_TLS;
  return MHD_start_daemon(
    flags, 0, NULL, NULL, s->handler, s->context,
    MHD_OPTION_LISTEN_SOCKET, s->listen_socket,
    MHD_OPTION_CONNECTION_MEMORY_LIMIT, s->memory_bytes,
    MHD_OPTION_CONNECTION_LIMIT, s->connections,
    MHD_OPTION_PER_IP_CONNECTION_LIMIT, s->connections_per_address,
    MHD_OPTION_CONNECTION_TIMEOUT, s->idle_seconds,
    MHD_OPTION_URI_LOG_CALLBACK, s->opened, s->context,
    MHD_OPTION_NOTIFY_COMPLETED, s->completed, s->context,
    MHD_OPTION_NOTIFY_CONNECTION, s->connection, s->context,
    MHD_OPTION_ARRAY, s->key ? tls : plain,
    MHD_OPTION_END);
}

/// The socket of a connection, -1 where there is none.
static inline int tocsin_mhd_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

/// The address of the other side, NULL where it is not known.
static inline const struct sockaddr *tocsin_mhd_client(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return info ? info->client_addr : NULL;
}
