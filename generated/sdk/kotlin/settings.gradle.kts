rootProject.name = "pet-store"
