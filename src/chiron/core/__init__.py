"""What every room stands on: actions, policies, audit, clock, encryption, outbox, worker. Knows no domain."""
