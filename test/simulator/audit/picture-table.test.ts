import test from 'ava'
import sharp from 'sharp'
import { greyPng, pictureTableSvg } from '../../../simulator/audit/index.ts'

test('a picture is read back by another program, stretched from black to white', async t => {
  const png = greyPng([-1, 0, 1, 0.5, 0, -0.5], 2, 3)
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true })
  t.deepEqual([info.width, info.height], [3, 2])
  t.deepEqual([...data], [0, 128, 255, 191, 128, 64])
})

test('a picture of one shade is black', async t => {
  t.deepEqual(
    [
      ...(await sharp(greyPng([7, 7], 1, 2))
        .greyscale()
        .raw()
        .toBuffer()),
    ],
    [0, 0],
  )
})

test('a table has every row with its words escaped, and refers to nothing outside', t => {
  const rows = [
    {
      caption: 'a < b',
      note: 'one',
      pictures: [
        [0, 1],
        [1, 0],
      ],
    },
    { caption: 'c & "d"', note: 'two', pictures: [[1, 1]] },
  ]
  const svg = pictureTableSvg({ title: 'T', description: 'D', height: 1, width: 2, rows })
  t.is(svg.match(/<image /g)?.length, 3)
  t.true(svg.includes('a &lt; b') && svg.includes('c &amp; &quot;d&quot;'))
  t.deepEqual(svg.match(/href="(?!data:image\/png;base64,)/g), null)
})
