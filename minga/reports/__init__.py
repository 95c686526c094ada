"""What is wrong and who goes: reports, triage, dispatch, the answer that comes back."""
