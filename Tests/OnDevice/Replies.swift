// Time servers' replies, each read field by field or refused for one cause.
// Must never leave out a field that the client goes by.

/// Answers one question: the number of replies, and each one after the nonce of its request.
func answerReplies(_ questions: inout Questions) {
  var digest = Digest()
  for _ in 0..<questions.number() {
    let nonce = UInt64(bitPattern: questions.instant())
    let packet = questions.text()
    do throws(SNTPReplyError) {
      note(try SNTPReply(packet, nonce: nonce), &digest)
    } catch {
      switch error {
      case .fault(let fault):
        digest.note(0xFF as UInt8)
        digest.note(fault.rawValue)
      case .kiss(let code):
        digest.note(0xFE as UInt8)
        switch code {
        case .deny: digest.note(0 as UInt8)
        case .rate: digest.note(1 as UInt8)
        case .other(let letters):
          digest.note(2 as UInt8)
          digest.note(letters)
        }
      }
    }
    digest.end()
  }
  put("replies", digest)
  put("\n")
}

private func note(_ reply: SNTPReply, _ digest: inout Digest) {
  digest.note(reply.leap.rawValue)
  digest.note(reply.stratum)
  digest.note(UInt8(bitPattern: reply.precision))
  digest.note(Int64(widening: reply.rootDelay))
  digest.note(Int64(widening: reply.rootDispersion))
  digest.note(reply.referenceID)
  digest.note(reply.receive.time.microseconds)
  digest.note(reply.transmit.time.microseconds)
}
