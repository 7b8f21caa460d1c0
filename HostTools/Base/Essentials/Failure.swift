// The only error type of the host tools: what a person needs to fix the problem.
// Must never be thrown without a cause that says what was found.

public struct Failure: Error, Equatable, CustomStringConvertible {
  /// The file at fault, as the user named it.
  public var file: String?
  /// Bytes from the start of that file's contents (of a compressed file: unpacked, unless the packing is at fault).
  public var offset: Int?
  public var cause: String
  /// What to do next, as a sentence.
  public var advice: String?

  public init(file: String? = nil, offset: Int? = nil, _ cause: String, advice: String? = nil) {
    self.file = file
    self.offset = offset
    self.cause = cause
    self.advice = advice
  }

  public var description: String {
    var text = ""
    if let file { text += "\(file.shown): " }
    if let offset { text += "byte \(offset): " }
    // A newline is the message's own, but what a file or a user has put in between is only shown.
    text += cause.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).withoutControls }
      .joined(separator: "\n")
    if let advice { text += ". \(advice)" }
    return text
  }
}
