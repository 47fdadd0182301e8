print("gatefuzz")
