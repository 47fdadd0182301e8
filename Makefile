# Placeholder until the commands are there.
test:
	swift test
