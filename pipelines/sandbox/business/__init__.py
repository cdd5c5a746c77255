"""What happens in the account: people arrive, subscribe, pay, fail to pay, change their minds and leave."""
