// Notes on standard error, for whoever should know something and goes on. Must never end a command.

import Support

func tell(_ notes: [String]) {
  for note in notes { Terminal.writeError("Note: \(note).\n") }
}
