"""Who is asking: PINs and their guesses, one-time codes, bound telephones, parents and their children."""
