"""Mock interviews: what to practise, which questions, and one question after the other."""
