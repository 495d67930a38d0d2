package cache

import (
	"sync"

	"github.com/klauspost/compress/zstd"
)

// chunkSize is how many bytes of a body one row holds at most, before
// compression. The driver copies every column, so a body in one row would cost
// its size in memory.
const chunkSize = 256 << 10

// encoder compresses chunks. There is one, because each holds its tables.
var encoder = sync.OnceValue(func() *zstd.Encoder {
	enc, err := zstd.NewWriter(nil,
		zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithWindowSize(chunkSize),
		zstd.WithEncoderConcurrency(1),
		zstd.WithLowerEncoderMem(true))
	if err != nil {
		panic(err) // the options are constants
	}
	return enc
})

// decoder expands chunks. A chunk that claims to be larger than any chunk is an
// error, not memory.
var decoder = sync.OnceValue(func() *zstd.Decoder {
	dec, err := zstd.NewReader(nil,
		zstd.WithDecoderConcurrency(1),
		zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(chunkSize))
	if err != nil {
		panic(err) // the options are constants
	}
	return dec
})
