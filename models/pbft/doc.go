package pbft
