"""
What the books say, for whoever looks. Read only: each question is asked of one `snapshot`, and none of them reads
`conversion.body` or `conversion.visitor`, the only columns that hold anything of a person.
"""
