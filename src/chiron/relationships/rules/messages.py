"""What a message may be, and what somebody says of their duty to report."""

#: A letter fits, a manuscript does not.
LONGEST_MESSAGE = 5000

#: So many messages stand on one page.
MESSAGES_SHOWN = 30

#: What a member can say of their own post.
DUTIES = ["yes", "no", "unsure"]
