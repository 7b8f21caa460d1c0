// Hands each question to what answers it.
// Must never go past a question that it doesn't know: what follows would be read as another.

func answerAll(_ file: Span<UInt8>) {
  var questions = Questions(file)
  while true {
    switch questions.byte() {
    case 0: return put("end\n")
    case UInt8(ascii: "Z"): answerZone(&questions)
    case UInt8(ascii: "T"): answerText(&questions)
    case UInt8(ascii: "R"): answerReplies(&questions)
    case UInt8(ascii: "P"): answerPauses(&questions)
    case UInt8(ascii: "S"): answerSchedule(&questions)
    case UInt8(ascii: "C"): answerConsole(&questions)
    default: return put("no such question\n")
    }
  }
}
