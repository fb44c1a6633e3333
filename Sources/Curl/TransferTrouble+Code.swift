import CLibCurl

extension TransferTrouble {
  /// What the library's code means for the transfer; nil for the good end.
  init?(_ code: CURLcode) {
    switch code {
    case CURLE_OK: return nil
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_FAILED_INIT, CURLE_URL_MALFORMAT, CURLE_NOT_BUILT_IN, CURLE_BAD_FUNCTION_ARGUMENT,
      CURLE_UNKNOWN_OPTION, CURLE_OUT_OF_MEMORY:
      self = .setup
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .resolve
    case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_PROXY: self = .connect
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_NOTFOUND:
      self = .tls
    case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR, CURLE_REMOTE_ACCESS_DENIED: self = .authentication
    case CURLE_OPERATION_TIMEDOUT: self = .timeout
    case CURLE_ABORTED_BY_CALLBACK: self = .cancelled
    case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
    default: self = .broken
    }
  }
}
