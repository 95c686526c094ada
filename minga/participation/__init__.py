"""What we think: workshops with boards, dots, consensus and groups; conversations of many."""
