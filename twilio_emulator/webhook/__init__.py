"""Everything that goes to an application: signed requests and their answers, kept sounds, and web sockets."""
