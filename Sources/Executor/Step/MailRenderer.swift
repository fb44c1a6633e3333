import Calendar
import Channel
import Machine
import Store
import Template
import Workflow

/// One mail for its recipients: rendered once for each language, and for each recipient where it holds links of their own.
struct MailRenderer {
  let email: EmailEffect
  /// Nil where the workflow itself says what is in it.
  let template: MailTemplate?
  let attachments: [Attachment]
  let step: Step
  let links: (any AnswerLinkMaker)?
  /// In which everybody reads it; nil: each in their own.
  let language: String?
  /// Whether anybody looks at more than its subject.
  let isRead: Bool
  /// What was rendered for everybody of a language.
  private var shared: [String: Words] = [:]

  private struct Words {
    var subject: String
    /// Nil for a mail of text only.
    var html: String?
    var text: String
  }

  init(
    _ email: EmailEffect, _ template: MailTemplate?, attachments: [Attachment], step: Step, links: (any AnswerLinkMaker)?,
    language: String?, isRead: Bool
  ) {
    self.isRead = isRead
    self.email = email
    self.template = template
    self.attachments = attachments
    self.step = step
    self.links = links
    self.language = language
  }

  mutating func body(for addressee: Addressee, _ part: PartID) throws(RenderError) -> MailBody {
    let mail = try rendered(in: language(of: addressee), for: addressee, part)
    let topic = PartRenderer.topic(mail.subject)
    let entry = email.deadline.map { CalendarEntry.attachment($0, step.instance, title: topic, step: step) }
    return MailBody(
      subject: mail.subject, html: mail.html, text: mail.text, to: email.to.map(\.recipient), cc: email.cc.map(\.recipient),
      replyTo: email.replyTo.map(\.recipient), importance: MailBody.Importance(email.importance),
      attachments: attachments + [entry].compactMap(\.self), threadTopic: email.thread.map { _ in topic }, isDigest: email.digest != nil)
  }

  private func language(of addressee: Addressee) -> String {
    let preferred = language ?? addressee.language
    return template?.language(for: preferred) ?? TemplateReader.language(for: preferred)
  }

  private mutating func rendered(in language: String, for addressee: Addressee, _ part: PartID) throws(RenderError) -> Words {
    let isShared = links == nil || email.answers.isEmpty
    if isShared, let mail = shared[language] { return mail }
    let link = email.answers.isEmpty ? nil : links?.link(for: part, at: step.record.moment.now)
    let reader = TemplateReader(
      language: language, answers: email.answers.readers(in: language, link), notMe: link.map { "\($0.page)/not-me" } ?? "")
    let words = try words(for: reader)
    if isShared { shared[language] = words }
    return words
  }

  private func words(for reader: TemplateReader) throws(RenderError) -> Words {
    if let template {
      let mail = try template.render(email.scope, for: reader, keepsSubject: email.thread != nil, isRead: isRead)
      return Words(subject: mail.subject, html: mail.html, text: mail.text)
    }
    let mail = try WrittenText(subject: email.written?.subject ?? "", body: email.written?.body ?? "", for: reader)
    return Words(subject: mail.subject, html: nil, text: mail.text)
  }
}

extension [AnswerSpec] {
  /// As templates see them.
  func readers(in language: String?, _ link: AnswerLink?) -> [TemplateReader.Answer] {
    map { answer in
      TemplateReader.Answer(
        event: answer.event, label: answer.label(in: language), link: link.map { "\($0.page)/\(answer.event)" } ?? "",
        code: link?.code ?? "")
    }
  }
}
