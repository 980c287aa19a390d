"""What can be heard: how long a sound is, words made audible, and the sound of a recording."""
