"""Whether the models reckon with units that go together: the algebra, and its inference over compiled SQL."""
