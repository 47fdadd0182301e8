print("gatewright")
