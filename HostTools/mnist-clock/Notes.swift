// Notes on standard error, for things the user should know while the command goes on. Must never end a command.

import Support

func tell(_ notes: [String]) {
  for note in notes { Terminal.writeError("Note: \(note).\n") }
}
