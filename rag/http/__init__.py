"""What every server of ours over HTTP has: who is let in, how much is taken, and how it says what is wrong."""
