module example.com/pet-store

go 1.19
