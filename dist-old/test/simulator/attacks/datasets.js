/** Images of 3 × 4 pixels with two channels, dark but for a value that tells examples apart, labels 0, 1, … in turn. */
export function images(examples, classes = 5) {
    const features = new Float32Array(examples * 24).fill(0.25);
    for (let i = 0; i < examples; i++)
        features[i * 24] = i / 1000;
    return {
        features,
        labels: Int32Array.from({ length: examples }, (_, i) => i % classes),
        examples,
        featureShape: [3, 4, 2],
        classes,
    };
}
//# sourceMappingURL=datasets.js.map