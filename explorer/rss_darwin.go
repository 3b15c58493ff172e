package explorer

const maxrssUnit = 1 // bytes
