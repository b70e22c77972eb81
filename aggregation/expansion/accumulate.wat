;; Adds one block of keystream to one block of accumulators, lane by lane. The caller writes both blocks into the memory;
;; lengths are multiples of 16 bytes. Source of accumulate.wasm, which scripts/build.js makes.
(module
  (memory (export "memory") 3)

  ;; accumulators[i] += words[i], 32-bit lanes, four at a time
  (func (export "add32") (param $accumulators i32) (param $words i32) (param $bytes i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $words) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $words) (local.get $end)))
        (v128.store (local.get $accumulators)
          (i32x4.add (v128.load (local.get $accumulators)) (v128.load (local.get $words))))
        (local.set $accumulators (i32.add (local.get $accumulators) (i32.const 16)))
        (local.set $words (i32.add (local.get $words) (i32.const 16)))
        (br $next))))

  ;; accumulators[i] -= words[i], 32-bit lanes
  (func (export "subtract32") (param $accumulators i32) (param $words i32) (param $bytes i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $words) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $words) (local.get $end)))
        (v128.store (local.get $accumulators)
          (i32x4.sub (v128.load (local.get $accumulators)) (v128.load (local.get $words))))
        (local.set $accumulators (i32.add (local.get $accumulators) (i32.const 16)))
        (local.set $words (i32.add (local.get $words) (i32.const 16)))
        (br $next))))

  ;; accumulators[i] += words[i], 16-bit lanes, eight at a time
  (func (export "add16") (param $accumulators i32) (param $words i32) (param $bytes i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $words) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $words) (local.get $end)))
        (v128.store (local.get $accumulators)
          (i16x8.add (v128.load (local.get $accumulators)) (v128.load (local.get $words))))
        (local.set $accumulators (i32.add (local.get $accumulators) (i32.const 16)))
        (local.set $words (i32.add (local.get $words) (i32.const 16)))
        (br $next))))

  ;; accumulators[i] -= words[i], 16-bit lanes
  (func (export "subtract16") (param $accumulators i32) (param $words i32) (param $bytes i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $words) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $words) (local.get $end)))
        (v128.store (local.get $accumulators)
          (i16x8.sub (v128.load (local.get $accumulators)) (v128.load (local.get $words))))
        (local.set $accumulators (i32.add (local.get $accumulators) (i32.const 16)))
        (local.set $words (i32.add (local.get $words) (i32.const 16)))
        (br $next)))))
