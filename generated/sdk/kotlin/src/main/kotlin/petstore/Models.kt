// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore

import petstore.runtime.Members
import petstore.runtime.Model
import petstore.runtime.Read
import petstore.runtime.Reader
import petstore.runtime.members

data class Pet(val id: Long, val type: PetType, val name: String, val price: Double) : Model {
    override fun toJson(): Any? =
        members("id" to id, "type" to type, "name" to name, "price" to price)

    companion object : Reader<Pet> {
        override fun read(value: Any?): Pet =
            Members("Pet", value).run {
                Pet(
                    id = required("id", Read.long),
                    type = required("type", PetType),
                    name = required("name", Read.string),
                    price = required("price", Read.double)
                )
            }
    }
}

data class NewPet(
    val type: NewPetType,
    val name: String,
    val price: Double,
    val tags: List<String>? = null
) : Model {
    override fun toJson(): Any? =
        members("type" to type, "name" to name, "price" to price, "tags" to tags)

    companion object : Reader<NewPet> {
        override fun read(value: Any?): NewPet =
            Members("NewPet", value).run {
                NewPet(
                    type = required("type", NewPetType),
                    name = required("name", Read.string),
                    price = required("price", Read.double),
                    tags = optional("tags", Read.list(Read.string))
                )
            }
    }
}

data class Problem(val message: String? = null) : Model {
    override fun toJson(): Any? = members("message" to message)

    companion object : Reader<Problem> {
        override fun read(value: Any?): Problem =
            Members("Problem", value).run { Problem(message = optional("message", Read.string)) }
    }
}

data class PetType(val value: String) : Model {
    override fun toJson(): Any? = value

    override fun toString(): String = value

    companion object : Reader<PetType> {
        val CAT: PetType = PetType("cat")
        val DOG: PetType = PetType("dog")
        val FISH: PetType = PetType("fish")

        override fun read(value: Any?): PetType = PetType(Read.string.read(value))
    }
}

data class NewPetType(val value: String) : Model {
    override fun toJson(): Any? = value

    override fun toString(): String = value

    companion object : Reader<NewPetType> {
        val CAT: NewPetType = NewPetType("cat")
        val DOG: NewPetType = NewPetType("dog")
        val FISH: NewPetType = NewPetType("fish")

        override fun read(value: Any?): NewPetType = NewPetType(Read.string.read(value))
    }
}
