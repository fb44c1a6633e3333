/// What gives a bounce away that is written for people.
enum BounceSigns {
  /// Who writes bounces.
  static func isDaemon(_ address: MailAddress) -> Bool {
    let local = address.localPart.filter { $0 != "-" && $0 != "_" && $0 != "." }
    if locals.contains(where: { local.hasPrefix($0) }) { return true }
    let name = ASCII.lowered(address.name)
    return names.contains { name.has($0) }
  }

  private static let locals = [
    "mailerdaemon", "postmaster", "maildaemon", "maildeliverysystem", "maildelivery", "mailsystem", "mailsubsystem",
  ]
  private static let names = [
    "mailer-daemon", "mail delivery s", "postmaster", "mail administrator", "mail system", "mail deamon", "mailer daemon",
    "delivery subsystem",
    "system administrator", "internet mail delivery", "microsoft outlook", "systemadministrator", "mail transfer", "returned mail",
  ]

  /// Programs that keep mailing lists refuse mails in their own name.
  static func isListKeeper(_ mail: InboundMail) -> Bool {
    if ["x-mlserver", "x-mailman-version", "x-listserver", "x-majordomo", "x-ezmlm"].contains(where: { mail.headers[$0] != nil }) {
      return true
    }
    if mail.messageID?.has(".FML") ?? false { return true }
    return mail.from.contains { from in
      ["-admin", "-owner", "-request", "-bounces", "-bounce"].contains { from.localPart.hasSuffix($0) }
        || ["owner-", "listserv", "majordomo", "mailman"].contains { from.localPart.hasPrefix($0) }
    }
  }

  /// Answers to a person's mail begin so; a person writes them.
  static func isAnswerOrForward(_ subject: String) -> Bool {
    let low = ASCII.lowered(subject.trimmed)
    return ["re:", "aw:", "fw:", "fwd:", "wg:", "sv:", "antw:", "rv:", "tr:", "rif:"].contains { low.hasPrefix($0) }
  }

  static func isBounceSubject(_ subject: String) -> Bool {
    let low = ASCII.lowered(subject)
    return subjects.contains { low.has($0) }
  }

  private static let subjects = [
    "undeliver", "returned mail", "returned to sender", "delivery failure", "delivery fail", "failure notice",
    "delivery status notification",
    "delivery notification", "mail delivery", "message delivery has failed", "nondeliverable", "non-delivery", "non deliverable",
    "nondelivery",
    "mail failed", "mail error", "mail system error", "not delivered", "could not be delivered", "couldn't be delivered",
    "delivery problem",
    "delivery report", "delivery error", "error sending your mail", "undelivered", "warning: message", "warning: could not send",
    "delayed mail",
    "delivery delay", "message delayed", "message status - undeliverable", "unzustellbar", "nicht zugestellt", "nicht zustellbar",
    "zustellung fehlgeschlagen", "zustellungsfehler", "fehlgeschlagen", "non remis", "échec", "non distribu", "no se ha podido entregar",
    "no entregado",
    "mancato recapito", "mancata consegna", "onbestelbaar", "niet bezorgd", "não entregue", "niedostarcz", "недоставлен", "не доставлено",
    "не удалось доставить", "メールエラー", "配信不能", "送信できません", "メッセージを配信できません", "退信", "系统退信", "delivery has failed",
    "failed delivery", "message not delivered", "unable to deliver", "could not deliver", "rejected mail", "message rejected",
    "mail rejected",
    "failed mail", "user unknown", "mailbox full", "mail failure", "loop alert", "undeliverd", "rejected:", "message undeliverable",
    "you are not member", "not member",
  ]

  /// Sentences that announce a failure, in lower case.
  static func isAnnouncement(_ low: String) -> Bool { announcements.contains { low.has($0) } }

  private static let announcements = [
    "could not be delivered", "couldn't be delivered", "cannot be delivered", "can not be delivered", "was not delivered",
    "wasn't delivered",
    "not been delivered", "not delivered", "unable to deliver", "undeliverable", "undelivered", "delivery to the following",
    "delivery failed",
    "delivery has failed", "deliver your message", "delivering your message", "failed to deliver", "could not deliver", "couldn't deliver",
    "did not reach", "didn't reach", "permanent fatal errors", "permanent errors", "permanent error", "permanent delivery errors",
    "had delivery problems", "delivery problem", "transient non-fatal", "temporary non-fatal", "unrecoverable", "message could not be sent",
    "could not be sent", "failed addresses follow", "failed recipient", "list of failed recipients", "did not receive a copy",
    "returned to sender",
    "returning message to sender", "following address(es) failed", "following addresses failed", "address failed",
    "the following addresses had",
    "the following recipient", "following recipients", "undeliverable address", "invalid final delivery userid",
    "transcript of session follows",
    "mailbox is full", "no such user", "user unknown", "was rejected by", "has been rejected", "rejected your message",
    "rejected the following",
    "i'm afraid i wasn't able to deliver", "couldn't be found", "wasn't found at", "unknown address", "invalid user address",
    "error: invalid",
    "not a member of this mailing list", "are not member", "you are not a member", "you may not post", "is closed to",
    "not allowed to post",
    "account is disabled", "temporarily over quota", "could not be reached", "could not be transferred", "delivery of the following",
    "delivery attempts", "rejected by a remote mail server", "host unknown", "message failed", "delivery error", "error description",
    "konnte nicht zugestellt", "nicht zugestellt werden", "konnte nicht an", "zustellung ist fehlgeschlagen", "unzustellbar",
    "n'a pas pu être",
    "n'a pu être", "impossible de remettre", "no se pudo entregar", "no ha podido ser entregado", "no fue posible entregar",
    "impossibile recapitare", "non è stato possibile", "não pôde ser entregue", "não foi possível entregar", "kon niet worden",
    "не удалось доставить", "не может быть доставлено", "не было доставлено", "送信できませんでした", "配信できません", "届けられません",
    "届けることができません", "无法投递", "无法发送", "無法傳送", "reject reason", "message was not", "message is not", "could not process",
    "was unable to", "were unable to", "sorry, no mailbox", "errors occurred", "error occurred", "there was an error", "had trouble",
    "the error was", "has been blocked",
    "was blocked", "had a problem", "rejected because", "refused by", "was refused", "address not found", "incorrectly constructed",
    "malformed address", "exceeds allowed size", "duplicated message-id", "non deliverable", "non-deliverable",
  ]

  /// Still tried.
  static func isDelay(_ low: String) -> Bool { delays.contains { low.has($0) } }

  private static let delays = [
    "warning message only", "warning only", "still being retried", "will be retried", "will continue to be", "will continue trying",
    "will keep trying", "not necessary to resend", "do not need to resend", "don't need to resend", "has not yet been delivered",
    "not yet been delivered",
    "delivery attempts will continue", "will retry for", "delivery is delayed", "delivery delayed", "message delayed", "try again for",
    "continue to try",
    "you do not have to resend", "noch nicht zugestellt", "is still trying", "will be delayed",
  ]
}
